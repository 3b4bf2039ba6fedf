"""What a single segment says of itself: a line of the site, of the page's data, of a notice."""

import re

from extractors.web.segments import Segment

_SENTENCE = re.compile(r"[。；！？]|[:：]$")
_NOTE = re.compile(
    r"^[（(【]?(?:注|备注|说明|附注|附件|附表|附)\s*[\d一二三四五六七八九十]*\s*[:：、.．]"
    r"|^附件\s*[\d一二三四五六七八九十]*$|^单位\s*[:：]\s*\S{1,12}$"
)
_DOC_NUMBER = re.compile(r"[〔\[【（(]\s*(?:19|20)\d{2}\s*[〕\]】）)]\s*第?\s*\d+\s*号$")
_LISTED_DAY = re.compile(
    r"[\[(（【]?\s*(?:(?:19|20)\d{2}\s*[-./年]\s*)?\d{1,2}\s*[-./月]\s*\d{1,2}日?\s*[\])）】]?$"
)
_DATE_LINE = re.compile(r"^[（(]?(?:19|20)\d{2}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日[）)]?$")

_IMPRINT = re.compile(
    r"版权所有|©|Copyright|ICP[备证]\s*[:：]?\s*\d|网安备\s*\d|网站标识码\s*[:：]"
    r"|打开APP|下载APP|返回顶部|回到顶部|设为首页|加入收藏|对[您你]是否有(?:帮助|用)|扫一扫.{0,12}(?:关注|手机|打开|分享)"
    r"|^\W{0,2}[上下]一[篇条页]|^阅读\s*[\d.]+万?\+?\s*(?:点?赞|在看|分享)",
    re.I,
)
_DISCLAIMER = re.compile(
    r"^\W*(?:(?:版权|免责|特别|郑重|本网|本站)?(?:声明|提示)\s*[:：]|凡(?:本[网站]|注明)).*(?:本[网站]|转载|版权)"
)
_PAGER = re.compile(
    r"^(?=.*(?:[上下前后]一?页|[共第]\s*\d+\s*页))"
    r"(?:[首尾末上下前后]一?页|[共第]\s*\d+\s*页|\d{1,3}|跳转|转到|到第|GO|\W|页)+$",
    re.I,
)
# Words of site furniture that notices on websites and accounts use as well: such a line does not
# speak for the notice lying around it, but stays where it stands inside one.
_SITE_WORDS = re.compile(
    r"不得转载|网站地图|ICP|公安备案|转载请|注明出处|分辨率|浏览器|客户端|无障碍|免责声明|登录|注册|通行证|点击右上角|我要纠错|公众号|热线"
)
_TOOLS = re.compile(
    r"^(?:记录\d+条|共\d+[页条]|第\d+页|\d+/\d+页|[首尾末上下前后]一?页|[【\[]\d{1,2}[】\]]"
    r"|分享(?:到|至)?|打印(?:本页|此页|本文|文章|页面)?|关闭(?:窗口|本页|页面|此页)?|收藏(?:本页)?"
    r"|字[体号](?:大小)?|[大中小]|默认|保存|复制链接|新浪|腾讯|微信|微博|QQ空间?|QQ好友|朋友圈|纠错|朗读|更多|返回"
    r"|顶部|关注我们|PDF|Word|Print|Share|\W)+$",
    re.I,
)
_CRUMB = re.compile(
    r"^(?:您?(?:当前|现在)?的?所?在?位置|您的位置|您现在的位置|首页)\s*(?:是)?\s*[:：>＞»]"
)
_EDITORS = re.compile(
    r"^[（(【\[]?.{0,20}?(?:(?:责任|初审|复审|终审|执行|网络|文字|值班|本[期文])?编\s*辑|责编|编审|编校|初审|复审|终审)"
    r"(?:人|员)?\s*[:：]"
)
_LABEL = re.compile(
    r"(?:发[布表]|更新|录入|添加|发稿|上传|成文)(?:时间|日期|于)|(?:信息|文章|稿件|内容)?来源|稿源|作者|浏览|点击|访问"
    r"|阅读|(?:责任)?编辑\s*[:：]|字[体号]|打印|分享|保护视力色|发布机构|发布单位|发布人|关闭窗口|(?:^|\s)(?:时间|日期)"
)
_FIRST_LABEL = re.compile(
    r"^\W*(?:(?:发[布表]|更新|上传|录入)(?:时间|日期)|(?:信息|文章)?来源|作者|浏览次数|点击次?数|阅读次数|访问次数|字[体号]"
    r")\s*[:：\[【（(]|^\W*(?:时间|日期)\s*[:：]\s*(?:19|20)\d{2}[-./年]\s*\d{1,2}[-./月]\s*\d"
)
_DAY_ALONE = re.compile(r"^\W*(?:19|20)\d{2}[-./]\d{1,2}[-./]\d{1,2}\W*$")
_MINUTE = re.compile(r"(?:19|20)\d{2}[-./年]\d{1,2}[-./月]\d{1,2}日?\s*\d{1,2}:\d{2}")
"""A notice gives days; the minute is what its site notes."""
_STAMP = re.compile(r"^\W*(?:19|20)\d{2}[-./年]\d{1,2}[-./月]\d{1,2}")
_CLOSING = re.compile(
    r"^(?:主办|承办|协办|技术支持|维护|运维|管理)(?:单位|部门)?\s*[:：]|^地址\s*[:：].*(?:邮编|电话)|^邮编\s*[:：]"
)
_SOURCE_LINE = re.compile(r"^[（(]?\s*(?:(?:文章|信息|稿件|内容)?来源|稿源)\s*[:：].{0,40}$")
_RELATED = re.compile(
    r"^\W*(?:相关|推荐|热点|延伸|热门|精彩|最新|猜你|更多|友情|视频|图片|往期|大家都在|网友|本网|点击)"
    r"(?:阅读|新闻|链接|文章|文档|文件|政策|推荐|信息|报道|资讯|图集|稿件|喜欢|内容|专题|解读|搜索|评论|在看|排行|回顾)\W*$"
)


def is_link_line(segment: Segment) -> bool:
    """Whether a line is mostly a link, but for the day that lists of links print after it."""
    return segment.link_chars * 2 > len(_LISTED_DAY.sub("", segment.text))


def is_info_line(text: str) -> bool:
    """Whether a line is the one under the title: day, source, author, visits, print."""
    if len(text) > 200 or _SENTENCE.search(text.rstrip(":：")):
        return False
    dated = _DAY_ALONE.match(text) or (len(text) <= 60 and _MINUTE.search(text))
    return _labels(text) >= 2 or bool(dated or _FIRST_LABEL.match(text))


def is_full_info_line(text: str) -> bool:
    """Whether a line is one of page data wherever it stands: three labels or more."""
    return is_info_line(text) and _labels(text) >= 3


def _labels(text: str) -> int:
    """How many things a line tells of a page; the day that it begins with needs no label."""
    return len(_LABEL.findall(text)) + bool(_STAMP.match(text))


def is_closing_line(text: str) -> bool:
    """Whether a line below a notice is the page's: where the text is from, who runs the site."""
    return bool(_SOURCE_LINE.match(text) or _CLOSING.match(text))


def is_related_heading(text: str) -> bool:
    """Whether a line heads a list of other pages, such as 相关阅读."""
    return len(text) <= 12 and bool(_RELATED.match(text))


def is_site_line(segment: Segment) -> bool:
    """Whether a line by its words alone is the site's: tools, breadcrumbs, editors, imprint."""
    text = segment.text
    if segment.table or len(text) > 200:
        return False
    if "。" in text:
        return bool(_DISCLAIMER.match(text))
    return bool(
        (len(text) <= 100 and (_TOOLS.match(text) or _PAGER.match(text)))
        or _CRUMB.match(text)
        or (len(text) <= 60 and _EDITORS.match(text))
        or _IMPRINT.search(text)
    )


def is_strong(segment: Segment) -> bool:
    """A table, a note, a document number, a date line: what only a notice holds."""
    if segment.table:
        return True
    text = segment.text
    if segment.heading or is_link_line(segment):
        return False
    return bool(
        _NOTE.match(text)
        or (len(text) <= 40 and _DOC_NUMBER.search(text))
        or _DATE_LINE.match(text)
    )


def weight_of(segment: Segment, with_links: bool) -> int:
    """How much a segment speaks for the notice lying around it: its characters, if it is prose."""
    if segment.table:
        return 50 + sum(len(cell.printed.text) for cell in segment.table.cells)
    text = segment.text
    chars = len(text)
    if is_link_line(segment) and not with_links:
        return 0
    if is_strong(segment) or chars >= 80:
        return chars
    sentence = (chars >= 15 and _SENTENCE.search(text)) or (chars >= 6 and text.endswith("。"))
    if not sentence or is_info_line(text):
        return 0
    return 0 if chars <= 60 and _SITE_WORDS.search(text) else chars
